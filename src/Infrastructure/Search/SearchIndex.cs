using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Search;

/// <summary>Changes are deferred, so that one query brings the documents of a whole batch.</summary>
internal abstract class SearchIndex(AppDbContext db, TimeProvider time) : ISearchIndex, IDeferredWrites
{
    private readonly List<(Guid FileId, string Owner, Action<SearchDocument> Make)> _changes = [];

    public bool IsEmpty => _changes.Count == 0;

    public void Put(Guid fileId, string owner, string name, string text, long version) =>
        _changes.Add((fileId, owner, document => document.Put(name, text, version)));

    public void Rename(Guid fileId, string owner, string name, long version) =>
        _changes.Add((fileId, owner, document => document.Rename(name, version)));

    public void Remove(Guid fileId, string owner, long version) =>
        _changes.Add((fileId, owner, document => document.Remove(version, time.GetUtcNow())));

    public async Task WriteAsync(CancellationToken ct)
    {
        Guid[] ids = [.. _changes.Select(change => change.FileId).Distinct()];
        var documents = await db.Set<SearchDocument>().Where(document => ids.Contains(document.FileId)).ToDictionaryAsync(document => document.FileId, ct);
        foreach (var document in db.Set<SearchDocument>().Local) documents.TryAdd(document.FileId, document);
        foreach (var (fileId, owner, make) in _changes)
        {
            if (!documents.TryGetValue(fileId, out var document)) documents[fileId] = document = db.Add(new SearchDocument(fileId, owner)).Entity;
            make(document);
        }

        // The context has them from here on, also for a second try.
        Clear();
    }

    public void Clear() => _changes.Clear();

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(OwnerId owner, string query, int limit, CancellationToken ct)
    {
        var words = Words.Of(query).ToList();
        return words.Count == 0 ? [] : await Find(db, owner.Value, words, limit).ToListAsync(ct);
    }

    /// <summary>Documents in which every word begins a word, first those whose names hold them all, best first. The words are letters and digits only, so they need no quoting.</summary>
    protected abstract IQueryable<SearchHit> Find(AppDbContext database, string owner, IReadOnlyList<string> words, int limit);
}

internal sealed class SqliteSearchIndex(AppDbContext db, TimeProvider time) : SearchIndex(db, time)
{
    protected override IQueryable<SearchHit> Find(AppDbContext database, string owner, IReadOnlyList<string> words, int limit)
    {
        var match = string.Join(" AND ", words.Select(word => $"\"{word}\"*"));
        var named = $"name_words : ({match})";
        return database.Database.SqlQuery<SearchHit>(
            $"""
             select d.file_id as id, d.name from search_words w join search_documents d on d.id = w.rowid
             where search_words match {match} and d.owner = {owner}
             order by w.rowid in (select rowid from search_words where search_words match {named}) desc, bm25(search_words), d.id desc
             limit {limit}
             """);
    }
}

internal sealed class PostgresSearchIndex(AppDbContext db, TimeProvider time) : SearchIndex(db, time)
{
    protected override IQueryable<SearchHit> Find(AppDbContext database, string owner, IReadOnlyList<string> words, int limit)
    {
        var match = string.Join(" & ", words.Select(word => $"{word}:*"));
        var named = string.Join(" & ", words.Select(word => $"{word}:*A"));
        return database.Database.SqlQuery<SearchHit>(
            $"""
             select file_id as id, name from search_documents, to_tsquery('simple', {match}) query
             where words @@ query and owner = {owner}
             order by words @@ to_tsquery('simple', {named}) desc, ts_rank(words, query) desc, id desc
             limit {limit}
             """);
    }
}
