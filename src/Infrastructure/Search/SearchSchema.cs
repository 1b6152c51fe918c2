namespace CleanFiles.Infrastructure.Search;

/// <summary>The full-text index over <see cref="SearchDocument"/>. Migrations executed these texts.</summary>
internal static class SearchSchema
{
    public const string Postgres = """
        alter table search_documents add column words tsvector not null generated always as (
            setweight(to_tsvector('simple', name_words), 'A') || setweight(to_tsvector('simple', text_words), 'B')) stored;
        create index ix_search_documents_words on search_documents using gin (words);
        """;

    /// <summary>External content, so that the words are stored once; the triggers keep it in step (https://sqlite.org/fts5.html, 4.4.3).</summary>
    public const string Sqlite = """
        create virtual table search_words using fts5(
            name_words, text_words, content = 'search_documents', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 0");

        create trigger search_documents_inserted after insert on search_documents begin
            insert into search_words (rowid, name_words, text_words) values (new.id, new.name_words, new.text_words);
        end;

        create trigger search_documents_updated after update on search_documents begin
            insert into search_words (search_words, rowid, name_words, text_words)
            values ('delete', old.id, old.name_words, old.text_words);
            insert into search_words (rowid, name_words, text_words) values (new.id, new.name_words, new.text_words);
        end;

        create trigger search_documents_deleted after delete on search_documents begin
            insert into search_words (search_words, rowid, name_words, text_words)
            values ('delete', old.id, old.name_words, old.text_words);
        end;
        """;
}
