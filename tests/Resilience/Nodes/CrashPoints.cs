using System.Diagnostics;

namespace CleanFiles.Resilience.Tests.Nodes;

/// <summary>Where this process kills itself when it is told to, as SIGKILL does: no handler, no flush, no good-bye.</summary>
internal sealed class CrashPoints
{
    /// <summary>Its last words, before the point and how many events were in flight.</summary>
    public const string Dies = "dies at";

    private readonly Lock _lock = new();
    private CrashPoint? _armed;
    private int _left;

    /// <param name="passes">It dies at this one.</param>
    public void Arm(CrashPoint point, int passes)
    {
        lock (_lock) (_armed, _left) = (point, passes);
    }

    public void Disarm()
    {
        lock (_lock) _armed = null;
    }

    public bool IsArmed(CrashPoint point)
    {
        lock (_lock) return _armed == point;
    }

    /// <param name="inFlight">Events that are on their way; without any a crash would show nothing, and so does not happen.</param>
    public void Pass(CrashPoint point, int inFlight)
    {
        lock (_lock)
        {
            if (_armed != point || inFlight == 0 || --_left > 0) return;
            Console.WriteLine($"{Dies} {point} {inFlight}");
            using var self = Process.GetCurrentProcess();
            self.Kill();
            // The signal may take a moment, in which nothing else shall happen here.
            using var never = new ManualResetEventSlim();
            never.Wait();
        }
    }
}
