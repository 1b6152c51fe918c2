using System.Security.Cryptography;
using System.Text;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs;

/// <summary>AWS's Signature Version 4 from the receiver's side, written from its specification and with nothing of the SDK.</summary>
internal sealed class SigV4
{
    private readonly WireRequest _request;
    private readonly string[] _scope;
    private readonly string _signature;

    public SigV4(WireRequest request)
    {
        _request = request;
        var parts = request.Headers["authorization"]["AWS4-HMAC-SHA256 ".Length..].Split(',')
            .Select(part => part.Trim().Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        (KeyId, _scope) = (parts["Credential"].Split('/')[0], parts["Credential"].Split('/')[1..]);
        (SignedHeaders, _signature) = (parts["SignedHeaders"].Split(';'), parts["Signature"]);
    }

    public string KeyId { get; }

    public string Region => _scope[1];

    public string Service => _scope[2];

    public IReadOnlyList<string> SignedHeaders { get; }

    public bool IsBy(string secret)
    {
        var headers = string.Concat(SignedHeaders.Select(name => $"{name}:{_request.Headers[name]}\n"));
        var canonical = $"{_request.Method}\n{_request.Path}\n\n{headers}\n{string.Join(';', SignedHeaders)}\n{Hash(_request.Body)}";
        var text = $"AWS4-HMAC-SHA256\n{_request.Headers["x-amz-date"]}\n{string.Join('/', _scope)}\n{Hash(canonical)}";
        var key = _scope.Aggregate(Encoding.UTF8.GetBytes($"AWS4{secret}"), Mac);
        return Convert.ToHexStringLower(Mac(key, text)) == _signature;
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
