using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Search;

internal abstract class SearchIndex(AppDbContext db, TimeProvider time) : ISearchIndex
{
    public async Task PutAsync(Guid fileId, string owner, string name, string text, long version, CancellationToken ct) =>
        (await GetAsync(fileId, owner, ct)).Put(name, text, version);

    public async Task RenameAsync(Guid fileId, string owner, string name, long version, CancellationToken ct) =>
        (await GetAsync(fileId, owner, ct)).Rename(name, version);

    public async Task RemoveAsync(Guid fileId, string owner, long version, CancellationToken ct) =>
        (await GetAsync(fileId, owner, ct)).Remove(version, time.GetUtcNow());

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(OwnerId owner, string query, int limit, CancellationToken ct)
    {
        var words = Words.Of(query).ToList();
        return words.Count == 0 ? [] : await Find(db, owner.Value, words, limit).ToListAsync(ct);
    }

    /// <summary>Documents in which every word begins a word, first those whose names hold them all, best first. The words are letters and digits only, so they need no quoting.</summary>
    protected abstract IQueryable<SearchHit> Find(AppDbContext database, string owner, IReadOnlyList<string> words, int limit);

    private async Task<SearchDocument> GetAsync(Guid fileId, string owner, CancellationToken ct) =>
        db.Set<SearchDocument>().Local.FirstOrDefault(document => document.FileId == fileId)
        ?? await db.Set<SearchDocument>().SingleOrDefaultAsync(document => document.FileId == fileId, ct)
        ?? db.Add(new SearchDocument(fileId, owner)).Entity;
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
