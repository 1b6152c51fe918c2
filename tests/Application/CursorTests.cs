using System.Buffers.Text;
using System.Text;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests;

public class CursorTests
{
    public static TheoryData<DateTimeOffset> Times =>
        [Noon, Noon.AddTicks(10), DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Noon.ToOffset(TimeSpan.FromHours(5))];

    [Theory, MemberData(nameof(Times))]
    public void A_cursor_survives_the_round_trip(DateTimeOffset at)
    {
        var cursor = new Cursor(at, Guid.NewGuid());

        Assert.True(Cursor.TryParse(cursor.ToString(), out var parsed));
        Assert.Equal(cursor, parsed);
    }

    [Fact]
    public void It_is_safe_in_a_url() => Assert.Matches("^[A-Za-z0-9_-]+$", new Cursor(Noon, Guid.NewGuid()).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("%")]
    [InlineData("====")]
    [InlineData("nonsense")]
    [InlineData("ünïcödé")]
    public void What_is_no_cursor_is_refused(string text) => Assert.False(Cursor.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("|")]
    [InlineData("1|")]
    [InlineData("-1|00000000000000000000000000000000")]
    [InlineData("+1|00000000000000000000000000000000")]
    [InlineData(" 1|00000000000000000000000000000000")]
    [InlineData("1|00000000-0000-0000-0000-000000000000")]
    [InlineData("1|00000000000000000000000000000000|")]
    [InlineData("3155378976000000000|00000000000000000000000000000000")]
    [InlineData("99999999999999999999|00000000000000000000000000000000")]
    public void A_forged_cursor_is_refused(string inside) =>
        Assert.False(Cursor.TryParse(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(inside)), out _));

    [Fact]
    public void No_text_whatever_makes_it_throw()
    {
        var random = new Random(20260302);
        const string alphabet = "AZaz09-_=|+/ \n\0%é";
        var valid = new Cursor(Noon, Guid.NewGuid()).ToString();
        for (var i = 0; i < 20_000; i++)
        {
            var text = i % 2 == 0
                ? new string(random.GetItems<char>(alphabet, random.Next(80)))
                : Mutate(valid, random, alphabet);

            Assert.Null(Record.Exception(() => Cursor.TryParse(text, out _)));
        }
    }

    private static string Mutate(string valid, Random random, string alphabet)
    {
        var chars = valid.ToCharArray();
        chars[random.Next(chars.Length)] = alphabet[random.Next(alphabet.Length)];
        return new string(chars, 0, random.Next(chars.Length + 1));
    }
}
