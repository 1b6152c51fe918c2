namespace CleanFiles.Support.Smtp;

/// <summary>A mail that the server took, with its envelope.</summary>
/// <param name="Secure">Whether it came over TLS.</param>
/// <param name="User">Who had signed in, if anybody.</param>
/// <param name="Text">The message (RFC 5322).</param>
public sealed record SmtpMail(bool Secure, string? User, string From, IReadOnlyList<string> To, byte[] Text);
