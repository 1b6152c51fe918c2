using System.Collections.Concurrent;
using CleanFiles.Benchmarks.Load;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Publishing;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>
/// The emulator of SNS and SQS with nothing behind it: the product's topic, queues and messages by plain HTTP, and neither a database nor a
/// handler. So much passes through it at most, whoever sends.
/// </summary>
internal sealed class EmulatorSubject(Job job) : ISubject
{
    private const int Callers = 16;

    private readonly ProductSubject _product = new(job);
    private readonly EmulatorClient _client = new(job.Aws!);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<byte[]> _calls = [];
    private string _topic = "";
    private string[] _queues = [];
    private int _produced, _effects;
    private Task _working = Task.CompletedTask;

    /// <summary>The product makes topic and queues, and is never started.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        var topology = _product.Services.GetRequiredService<ISqsTopology>();
        _topic = await topology.TopicAsync(ct);
        _queues = await Task.WhenAll(Audience.Of(job).Keys.Select(async consumer => (await topology.QueueAsync(consumer, ct)).Url));
    }

    public Task ProduceAsync(Guid id, CancellationToken ct) =>
        throw new NotSupportedException("Without a database there is no transaction; give it a backlog.");

    /// <summary>Only makes what is sent: that is no work of the emulator.</summary>
    public Task ProduceBacklogAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        foreach (var page in ids.Chunk(SnsBatches.MaxEntries)) _calls.Enqueue(PublishBatch(page));
        _produced = ids.Count;
        return Task.CompletedTask;
    }

    public Task StartAsync(Action<Guid> effect, CancellationToken ct)
    {
        var last = new LastOf(_queues.Length, id =>
        {
            Interlocked.Increment(ref _effects);
            effect(id);
        });
        _working = Task.WhenAll(Enumerable.Range(0, Callers).SelectMany(_ => _queues.Select(queue => ReceiveAsync(queue, last)).Append(PublishAsync())));
        return Task.CompletedTask;
    }

    public Task<(long Produced, long Effects)> CountAsync(CancellationToken ct) => Task.FromResult(((long)_produced, (long)_effects));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _working;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Receives that wait for nothing.
        }

        _client.Dispose();
        _stop.Dispose();
        await _product.DisposeAsync();
    }

    private byte[] PublishBatch(Guid[] ids)
    {
        var request = new SnsRequest("PublishBatch").With("TopicArn", _topic);
        foreach (var (index, envelope) in _product.Envelopes(ids).Index())
            request.WithEntry(SnsRequest.Numbered("PublishBatchRequestEntries.member", index), SnsMessage.Of(envelope, index, fifo: true).Entry);
        return request.Form;
    }

    private async Task PublishAsync()
    {
        while (_calls.TryDequeue(out var call)) await _client.PublishAsync(call, _stop.Token);
    }

    private async Task ReceiveAsync(string queue, LastOf last)
    {
        while (true)
        {
            var messages = await _client.ReceiveAsync(queue, _stop.Token);
            if (messages.Count == 0) continue;
            await _client.DeleteAsync(queue, [.. messages.Select(message => message.Handle)], _stop.Token);
            foreach (var message in messages) last.Handled(queue, message.Stream);
        }
    }
}
