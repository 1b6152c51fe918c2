using System.Text;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <summary>A test's output as a writer, line by line.</summary>
internal sealed class OutputWriter(ITestOutputHelper output) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine() => output.WriteLine("");

    public override void WriteLine(string? value) => output.WriteLine(value ?? "");
}
