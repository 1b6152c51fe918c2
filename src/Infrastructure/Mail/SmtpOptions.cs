namespace CleanFiles.Infrastructure.Mail;

internal enum SmtpSecurity
{
    /// <summary>Plain text, for a relay on the same machine.</summary>
    None,

    /// <summary>TLS after the greeting (RFC 3207), or no mail at all.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Tls,
}

internal sealed record SmtpOptions
{
    /// <summary>Empty unless mails go out by SMTP.</summary>
    public string Host { get; init; } = "";

    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    public int Port { get; init; } = DefaultPort(SmtpSecurity.StartTls);

    /// <summary>Null for a server that asks for none.</summary>
    public SmtpLogin? Login { get; init; }

    /// <summary>For one mail from connecting to its acceptance, and so for each step of it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Where such servers listen by convention: relay, submission, submission over TLS.</summary>
    public static int DefaultPort(SmtpSecurity security) => security switch
    {
        SmtpSecurity.None => 25,
        SmtpSecurity.Tls => 465,
        _ => 587,
    };
}

internal sealed record SmtpLogin(string UserName, string Password)
{
    /// <summary>Without the password, so that nothing prints it by accident.</summary>
    public override string ToString() => UserName;
}
