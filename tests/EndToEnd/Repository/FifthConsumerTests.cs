using CleanFiles.Support;
using Microsoft.Data.Sqlite;

namespace CleanFiles.EndToEnd.Repository;

[Collection("Copies of the repository, one at a time: each is built")]
public sealed class FifthConsumerTests
{
    [Fact(Explicit = true), Enforces(8)]
    public async Task A_fifth_consumer_with_a_table_of_its_own_is_added_by_adding_files_only()
    {
        using var copy = new RepositoryCopy();
        Add(copy, "UploadCounter", "src/Application/Consumers");
        Add(copy, "IUploadCounts", "src/Application/Ports");
        Add(copy, "UploadCounts", "src/Infrastructure/Statistics");
        Add(copy, "AddUploadCounts", "src/Infrastructure/Persistence/Sqlite/Migrations");

        await using var service = await copy.StartServiceAsync("dotnet run --project src/Api");
        Assert.Contains("upload-counter", service.Output, StringComparison.Ordinal);
        var alice = await Owner.SignInAsync(copy.Address, "alice");
        await alice.UploadAsync("one.txt", "12345");
        await alice.UploadAsync("two.txt", "123");

        await Eventually.IsTrueAsync(() => Counted(copy) == ("alice", 2, 8), "the fifth consumer counted both uploads");
    }

    private static void Add(RepositoryCopy copy, string type, string folder)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Repository", "FifthConsumer", $"{type}.cs.txt");
        Directory.CreateDirectory(copy.At(folder));
        File.Copy(source, copy.At($"{folder}/{type}.cs"), overwrite: false);
    }

    private static (string, long, long) Counted(RepositoryCopy copy)
    {
        using var connection = new SqliteConnection($"Data Source={copy.At("data/cleanfiles.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = new SqliteCommand("select owner, files, bytes from upload_counts", connection);
        using var row = command.ExecuteReader();
        return row.Read() ? (row.GetString(0), row.GetInt64(1), row.GetInt64(2)) : default;
    }
}
