namespace CleanFiles.Infrastructure.Configuration;

/// <summary>Why this process ends by itself, for Program to say; null when somebody stopped it.</summary>
internal sealed class StopReason
{
    public SettingsException? Problem { get; set; }
}
