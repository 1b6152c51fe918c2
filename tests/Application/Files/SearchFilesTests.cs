using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using NSubstitute;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Files;

public class SearchFilesTests
{
    [Fact]
    public async Task Hits_come_from_the_index_of_this_owner()
    {
        var index = Substitute.For<ISearchIndex>();
        var hit = new SearchHit(Guid.NewGuid(), "report.txt");
        index.SearchAsync(Alice, "report", 10, Ct).Returns([hit]);

        var page = await new SearchFilesHandler(index).Handle(new SearchFiles(Alice, "report", 10), Ct);

        Assert.Equal(hit, Assert.Single(page.Items));
    }

    public static TheoryData<string?, int, string> BadRequests => new()
    {
        { null, 10, "The query (q) must not be empty." },
        { " ", 10, "The query (q) must not be empty." },
        { new string('x', 201), 10, "The query (q) must not be longer than 200 characters." },
        { "a\0b", 10, "The query (q) must not contain control characters." },
        { "x", 0, "The limit must be from 1 to 200." },
    };

    [Theory, MemberData(nameof(BadRequests))]
    public void A_bad_request_is_refused_with_a_sentence(string? query, int limit, string sentence)
    {
        var result = new SearchFilesValidator().Validate(new SearchFiles(Alice, query!, limit));

        Assert.Equal(sentence, Assert.Single(result.Errors).ErrorMessage);
    }

    [Fact]
    public void A_query_of_200_characters_is_accepted() =>
        Assert.True(new SearchFilesValidator().Validate(new SearchFiles(Alice, new string('x', 200), 10)).IsValid);
}
