using CleanFiles.Support;
using Microsoft.Extensions.Time.Testing;

namespace CleanFiles.Infrastructure.Tests;

internal static class Clockwork
{
    /// <summary>Lets time pass, a step at a time, until something has happened.</summary>
    public static Task UntilAsync(this FakeTimeProvider time, Func<bool> happened, string description, int stepMs = 20) =>
        time.UntilAsync(() => Task.FromResult(happened()), description, stepMs);

    /// <inheritdoc cref="UntilAsync(FakeTimeProvider, Func{bool}, string, int)"/>
    public static Task UntilAsync(this FakeTimeProvider time, Func<Task<bool>> happened, string description, int stepMs = 20) =>
        Eventually.IsTrueAsync(
            async () =>
            {
                if (await happened()) return true;
                time.Advance(TimeSpan.FromMilliseconds(stepMs));
                return await happened();
            },
            description);
}
