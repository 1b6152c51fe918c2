using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CleanFiles.Support;
using CleanFiles.Support.Aws;

namespace CleanFiles.Template.Tests;

/// <summary>What it is all for: another service, of another team, reacts to what happens here, and knows nothing of it but a schema.</summary>
public sealed class SecondServiceTests(TemplatePackage template, AwsFixture aws)
{
    private static readonly string Contract = """
        namespace Acme.Reports.Application.Events;

        public sealed record FileUploadedV2(
            Guid FileId, string OwnerId, string Name, long Size, string ContentType, FileMediaType MediaType, string Sha256, DateTimeOffset UploadedAt) : IIntegrationEvent;

        public sealed record FileMediaType(string Type, string Subtype, IReadOnlyDictionary<string, string> Parameters);
        """;

    private static readonly string Consumer = """
        using Acme.Reports.Application.Events;
        using Acme.Reports.Application.Ports;

        namespace Acme.Reports.Application.Consumers;

        [Consumer("file-watcher", ConsumerKind.Transactional)]
        internal sealed class FileWatcher(IJournal journal) : IConsumer<FileUploadedV2>
        {
            public Task<Effect?> HandleAsync(FileUploadedV2 @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(_ =>
            {
                journal.Append(new JournalEntry(envelope.Id, @event.OwnerId, envelope.Stream, envelope.Version, envelope.Type, envelope.OccurredAt));
                return Task.CompletedTask;
            });
        }
        """;

    /// <summary>Written by hand, as another team would; it may not drift from what that team reads.</summary>
    [Fact]
    public void What_that_service_knows_is_what_the_schema_says()
    {
        var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/events/file.uploaded/2.schema.json"))).RootElement;

        Assert.Equal(FieldsOf(schema), ParametersOf("FileUploadedV2"));
        Assert.Equal(FieldsOf(schema.GetProperty("properties").GetProperty("mediaType")), ParametersOf("FileMediaType"));
    }

    [Fact]
    public async Task A_service_that_knows_only_the_schema_hears_of_an_upload_in_this_one()
    {
        using var files = await template.GenerateAsync("CleanFiles");
        using var reports = await template.GenerateAsync("Acme.Reports", folder: null, "--sample", "false", "--aggregate", "Report");
        var name = aws.NewName();
        Teach(reports, $"{name}-events.fifo");
        await Dotnet.RunAsync(files.Path, "build", "src/Api");
        await Dotnet.RunAsync(reports.Path, "build", "src/Api", "-warnaserror");

        await using var first = await RunningService.StartAsync(files.Path, OnEmulator(name));
        await using var second = await RunningService.StartAsync(reports.Path, OnEmulator(aws.NewName()));
        var id = await UploadAsync(await first.SignInAsync("alice"));

        using var reader = await second.SignInAsync("alice");
        await Eventually.IsTrueAsync(async () => (await JournalAsync(reader, id)).Count > 0, "the other service heard of the upload");
        Assert.Equal(["file.uploaded"], await JournalAsync(reader, id));
    }

    private static void Teach(Output reports, string topic)
    {
        reports.Write("src/Application/Events/FileUploadedV2.cs", Contract);
        reports.Write("src/Application/Consumers/FileWatcher.cs", Consumer);
        const string file = "src/Application/Events/OurEvents.cs", own = "Examples.ReportCreatedV1 },\n";
        var events = reports.Read(file).ReplaceLineEndings("\n");
        Assert.Contains(own, events, StringComparison.Ordinal);
        reports.Write(file, events.Replace(own, own + $$"""
                    new EventContract("file.uploaded", 2, typeof(FileUploadedV2))
                    {
                        External = new ExternalSource("cleanfiles", "{{topic}}", new Uri("https://example.com/file.uploaded/2.schema.json")),
                    },

            """, StringComparison.Ordinal));
    }

    private static IEnumerable<(string, string)> FieldsOf(JsonElement schema) => schema.GetProperty("properties").EnumerateObject()
        .Select(field => (field.Name, field.Value.TryGetProperty("format", out var format) ? format.GetString()! : field.Value.GetProperty("type").GetString()!));

    private static IEnumerable<(string, string)> ParametersOf(string record) =>
        from parameter in Regex.Match(Contract, $@"record {record}\((.*?)\)", RegexOptions.Singleline).Groups[1].Value.Replace("string, string", "string", StringComparison.Ordinal).Split(',')
        let words = parameter.Trim().Split(' ')
        select (JsonNamingPolicy.CamelCase.ConvertName(words[1]), words[0] switch
        {
            "Guid" => "uuid",
            "long" => "int64",
            "DateTimeOffset" => "date-time",
            "string" => "string",
            _ => "object",
        });

    private Dictionary<string, string?> OnEmulator(string name) => new(RunningService.Alone)
    {
        ["Messaging__Transport"] = "Sqs",
        ["Messaging__Sqs__ServiceUrl"] = aws.ServiceUrl.AbsoluteUri,
        ["Messaging__Sqs__Region"] = aws.Region,
        ["Messaging__Sqs__Name"] = name,
    };

    private static async Task<Guid> UploadAsync(HttpClient client)
    {
        using var file = new ByteArrayContent("All figures are up."u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
        using var form = new MultipartFormDataContent { { file, "file", "report.txt" } };
        using var answer = await client.PostAsync("/api/files", form);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    /// <summary>What the consumer wrote down under that stream.</summary>
    private static async Task<IReadOnlyList<string>> JournalAsync(HttpClient client, Guid id) =>
        [.. (await client.GetFromJsonAsync<JsonElement>($"/api/report/{id}/journal")).GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("type").GetString()!)];
}
