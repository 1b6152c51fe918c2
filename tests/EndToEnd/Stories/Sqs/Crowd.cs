using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CleanFiles.Support;

namespace CleanFiles.EndToEnd.Stories.Sqs;

/// <summary>
/// People who upload, rename and delete until they are told that it is enough, each through whichever API is there. Who gets no answer goes on
/// with another file: what became of the first one the database knows.
/// </summary>
internal sealed class Crowd
{
    private readonly ConcurrentDictionary<string, Owner> _fronts = [];
    private readonly CancellationTokenSource _enough = new();
    private readonly ConcurrentBag<HttpStatusCode> _refusals = [];
    private readonly Task[] _people;
    private int _answered;

    public Crowd(int people) => _people = [.. Enumerable.Range(0, people).Select(seed => ActAsync(new Random(seed)))];

    /// <summary>Requests that were.</summary>
    public int Answered => _answered;

    /// <summary>Answers other than success, apart from none at all.</summary>
    public IReadOnlyCollection<HttpStatusCode> Refusals => _refusals;

    public void GoThrough(string name, Owner front) => _fronts[name] = front;

    public Task MoreIsAnsweredAsync(int more)
    {
        var enough = _answered + more;
        return Eventually.IsTrueAsync(() => _answered >= enough, $"{more} more requests were answered");
    }

    public async Task EndAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_people);
        _enough.Dispose();
    }

    /// <summary>People think a little between two requests; else the service would only be busy.</summary>
    private async Task ActAsync(Random random)
    {
        for (var n = 0; !_enough.IsCancellationRequested; n++)
        {
            if (await AnswerAsync(random, front => front.TryUploadAsync($"new {n}.txt", "text")) is { } uploaded)
            {
                var file = (await uploaded.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
                await AnswerAsync(random, front => front.TryRenameAsync(file, $"first {n}.txt"));
                await AnswerAsync(random, front => front.TryRenameAsync(file, $"second {n}.txt"));
                if (n % 3 == 0) await AnswerAsync(random, front => front.TryDeleteAsync(file));
            }

            await Task.Delay(random.Next(200), CancellationToken.None);
        }
    }

    private async Task<HttpResponseMessage?> AnswerAsync(Random random, Func<Owner, Task<HttpResponseMessage>> ask)
    {
        if (_fronts.IsEmpty) return null;
        try
        {
            var fronts = _fronts.Values.ToList();
            var answer = await ask(fronts[random.Next(fronts.Count)]);
            if (answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _answered);
                return answer;
            }

            _refusals.Add(answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            // Nobody there, or gone in the middle.
        }

        return null;
    }
}
