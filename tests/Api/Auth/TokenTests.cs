using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CleanFiles.Api.Tests.Auth;

public sealed class TokenTests(TokenTests.ServiceWithKey service) : IClassFixture<TokenTests.ServiceWithKey>
{
    private const string Key = "a key of at least thirty-two bytes";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact, Enforces(12)]
    public async Task The_owner_is_the_tokens_sub() =>
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(Token(sub: "alice"))).StatusCode);

    [Fact, Enforces(12, 33)]
    public async Task Without_a_token_every_endpoint_answers_401()
    {
        var client = service.CreateClient();
        var id = Guid.NewGuid();
        foreach (var path in (string[])["files", $"files/{id}", $"files/{id}/content", $"files/{id}/history", "search?q=a", "notifications"])
            await AssertRefusedAsync(await client.GetAsync($"/api/{path}", Cancelled));
        await AssertRefusedAsync(await client.PostAsync("/api/files", null, Cancelled));
        await AssertRefusedAsync(await client.PatchAsync($"/api/files/{id}", null, Cancelled));
        await AssertRefusedAsync(await client.DeleteAsync($"/api/files/{id}", Cancelled));
    }

    public static TheoryData<string, string> BadTokens => new()
    {
        { "no token at all", "nonsense" },
        { "a wrong key", Token("alice", key: "another key of thirty-two bytes or more") },
        { "no sub", Token(sub: null) },
        { "a blank sub", Token(sub: " ") },
        { "a sub that is too long", Token(sub: new string('x', 256)) },
        { "an expired token", Token("alice", expires: DateTime.UtcNow.AddHours(-1)) },
        { "another algorithm", Token("alice", algorithm: SecurityAlgorithms.HmacSha512, key: new string('k', 64)) },
        { "another audience", Token("alice", audience: "somebody-else") },
        { "no audience", Token("alice", audience: null) },
        { "no signature", $"{Base64UrlEncoder.Encode("""{"alg":"none"}""")}.{Base64UrlEncoder.Encode("""{"sub":"alice"}""")}." },
    };

    [Theory, Enforces(12, 33)]
    [MemberData(nameof(BadTokens))]
    public async Task A_bad_token_is_refused(string flaw, string token)
    {
        Assert.NotEmpty(flaw);
        await AssertRefusedAsync(await AskAsync(token));
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer)
    {
        Assert.Equal(
            "Send a valid token in the header Authorization: Bearer <token>.", await answer.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    private Task<HttpResponseMessage> AskAsync(string token) => service.ClientWith(token).GetAsync("/api/files", Cancelled);

    private static string Token(
        string? sub,
        string? audience = "cleanfiles",
        string key = Key,
        string algorithm = SecurityAlgorithms.HmacSha256,
        DateTime? expires = null) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = sub is null ? null : new Dictionary<string, object> { ["sub"] = sub },
            Audience = audience,
            NotBefore = DateTime.UtcNow.AddHours(-2),
            Expires = expires ?? DateTime.UtcNow.AddHours(1),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(key)), algorithm),
        });

    public sealed class ServiceWithKey : Service
    {
        public HttpClient ClientOf(string owner) => ClientWith(Token(owner));

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseEnvironment("Production");
            builder.UseSetting("Auth:SigningKey", Key);
            builder.UseSetting("Auth:Audience", "cleanfiles");
        }
    }
}
