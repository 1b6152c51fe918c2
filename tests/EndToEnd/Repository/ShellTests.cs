using CleanFiles.Support;

namespace CleanFiles.EndToEnd.Repository;

public sealed class ShellTests
{
    [Fact]
    public async Task A_shell_that_is_left_at_once_ends()
    {
        for (var n = 0; n < 100; n++) await new Shell(Path.GetTempPath()).DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
