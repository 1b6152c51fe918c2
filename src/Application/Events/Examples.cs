namespace CleanFiles.Application.Events;

/// <summary>One event of each version, for the documents and for the samples that stay readable for ever (ADR 0021).</summary>
internal static class Examples
{
    private const string Alice = "alice", Hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private static readonly Guid File = new("01932b4f-6f00-7000-8000-000000000001");

    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static FileUploadedV1 FileUploadedV1 => new(File, Alice, "report.txt", 5, "text/plain; charset=utf-8", Hash, At);

    public static FileUploadedV2 FileUploadedV2 => FileUploadedV1.ToV2();

    public static FileRenamedV1 FileRenamedV1 => new(File, Alice, "report.txt", "final report.txt", At);

    public static FileDeletedV1 FileDeletedV1 => new(File, Alice, "final report.txt", At);
}
