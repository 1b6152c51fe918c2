using System.Net.Http.Headers;
using System.Text.Json;
using CleanFiles.Infrastructure.Messaging.Sqs;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>The three calls by which messages pass through SNS and SQS, unsigned and tried once. Each throws when the server refuses it.</summary>
internal sealed class EmulatorClient(Uri url) : IDisposable
{
    private static readonly string[] Stream = ["MessageGroupId"];

    private readonly HttpClient _http = new() { BaseAddress = url };

    /// <param name="form">A call of PublishBatch.</param>
    public async Task PublishAsync(byte[] form, CancellationToken ct)
    {
        using var answer = await PostAsync(form, "application/x-www-form-urlencoded", target: null, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        if (text.Contains("<SenderFault>", StringComparison.Ordinal)) throw new InvalidOperationException($"The emulator refused a message: {text}");
    }

    /// <returns>Ten at most, each a stream's only one; none when none came in a second.</returns>
    public async Task<IReadOnlyList<(Guid Stream, string Handle)>> ReceiveAsync(string queue, CancellationToken ct)
    {
        using var answer = await CallAsync(
            "ReceiveMessage",
            new { QueueUrl = queue, MaxNumberOfMessages = SqsQueue.MaxEntries, WaitTimeSeconds = 1, MessageSystemAttributeNames = Stream },
            ct);
        return answer.RootElement.TryGetProperty("Messages", out var messages)
            ? [.. messages.EnumerateArray().Select(message => (
                message.GetProperty("Attributes").GetProperty("MessageGroupId").GetGuid(), message.GetProperty("ReceiptHandle").GetString()!))]
            : [];
    }

    public async Task DeleteAsync(string queue, IReadOnlyList<string> handles, CancellationToken ct)
    {
        using var answer = await CallAsync(
            "DeleteMessageBatch",
            new { QueueUrl = queue, Entries = handles.Select((handle, i) => new { Id = $"{i}", ReceiptHandle = handle }) },
            ct);
        if (answer.RootElement.TryGetProperty("Failed", out var failed) && failed.GetArrayLength() > 0)
            throw new InvalidOperationException($"The emulator did not delete: {failed}");
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> CallAsync<T>(string action, T body, CancellationToken ct)
    {
        using var answer = await PostAsync(JsonSerializer.SerializeToUtf8Bytes(body), "application/x-amz-json-1.0", $"AmazonSQS.{action}", ct);
        return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string type, string? target, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (target is not null) request.Headers.Add("X-Amz-Target", target);
        return (await _http.SendAsync(request, ct)).EnsureSuccessStatusCode();
    }
}
