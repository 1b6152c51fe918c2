using System.Text;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.CloudEvents;
using CleanFiles.Infrastructure.Messaging.Sqs.Receiving;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

/// <summary>What others put into the queue.</summary>
public sealed class StrangeMessageTests
{
    [Theory, Enforces(25)]
    [InlineData("not JSON")]
    [InlineData("{\"specversion\": \"1.0\", \"id\": ")]
    [InlineData("[1]")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("{\"Type\": \"Notification\", \"MessageId\": \"1\", \"TopicArn\": \"arn\", \"Message\": \"{}\"}")]
    [InlineData("{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"/x\", \"type\": \"a\\u0000b\", \"time\": \"2026-03-02T12:00:00Z\"}")]
    public async Task What_is_no_event_is_buried_as_it_came_under_an_id_of_its_own_and_then_deleted(string? body)
    {
        await using var rig = new ReceiverRig();
        rig.Queue.Put("x", body, "group", count: 2);
        rig.Queue.Add("a1");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "it is deleted");
        await rig.Net.Received(1).BuryAsync(
            "mail",
            Arg.Is<Envelope>(letter => letter.Type == "unreadable" && letter.Stream == "group" && Json(letter) == (body ?? "")),
            3, Arg.Is<string>(reason => reason.Length > 0), Arg.Any<CancellationToken>());
        Assert.Equal(["a1"], rig.Handled);
    }

    [Fact, Enforces(25)]
    public async Task What_cannot_be_buried_comes_again_under_the_same_id_and_holds_up_no_event()
    {
        await using var rig = new ReceiverRig();
        var ids = new List<Guid>();
        rig.Net.BuryAsync(null!, null!, 0, null!, Some.Ct).ReturnsForAnyArgs(call =>
        {
            ids.Add(call.Arg<Envelope>().Id);
            return ids.Count == 1 ? Task.FromException(new IOException("down")) : Task.CompletedTask;
        });
        rig.Queue.Put("x", "odd");
        rig.Queue.Add("a1");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Hidden.Any() && rig.Queue.Deleted.Contains("a1"), "it is given back");
        Assert.Equal([("x", 1)], rig.Queue.Hidden);
        await rig.UntilAsync(() => rig.Queue.Count == 0, "it is deleted");
        Assert.Equal(ids[0], ids[1]);
    }

    [Fact, Enforces(25)]
    public async Task An_event_does_not_wait_until_what_is_none_is_buried()
    {
        await using var rig = new ReceiverRig();
        var burial = new TaskCompletionSource();
        rig.Net.BuryAsync(null!, null!, 0, null!, Some.Ct).ReturnsForAnyArgs(burial.Task);
        rig.Queue.Put("x", "odd");
        rig.Queue.Add("a1");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Deleted.Contains("a1"), "the event was handled");
        burial.SetResult();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "the other is deleted");
    }

    [Fact]
    public async Task A_byte_order_mark_in_front_is_no_hindrance()
    {
        await using var rig = new ReceiverRig();
        rig.Queue.Put("a1", $"\ufeff{Encoding.UTF8.GetString(CloudEventWriter.Write(FakeQueue.Envelope("a1")).Span)}");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "it is deleted");
        Assert.Equal(["a1"], rig.Handled);
    }

    [Fact]
    public async Task A_message_without_attributes_is_as_good_as_one_that_came_once()
    {
        await using var rig = new ReceiverRig();
        rig.Queue.OnTheWay = message => (message.Attributes, message.MessageAttributes) = (null, null);
        rig.Queue.Add("a1");
        rig.Queue.Put("x", "odd");
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "both are deleted");
        Assert.Equal(1, rig.Deliveries.Single().Attempt);
        await rig.Net.Received(1).BuryAsync("mail", Arg.Is<Envelope>(letter => letter.Stream == letter.Id.ToString()), 1, Arg.Any<string>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_type_and_a_version_that_nobody_knows_are_the_handlers_affair()
    {
        await using var rig = new ReceiverRig();
        var envelope = Some.Envelope(type: "unheard.of") with { SchemaVersion = 99 };
        rig.Queue.Put("x", Encoding.UTF8.GetString(CloudEventWriter.Write(envelope).Span));
        rig.Start();
        await ReceiverRig.SeenAsync(() => rig.Queue.Count == 0, "it is deleted");
        Assert.Equal(("unheard.of", 99), (rig.Deliveries.Single().Envelope.Type, rig.Deliveries.Single().Envelope.SchemaVersion));
        await rig.Net.DidNotReceiveWithAnyArgs().BuryAsync(null!, null!, 0, null!, Some.Ct);
    }

    [Fact]
    public void An_id_stays_the_same_also_of_a_message_that_has_none()
    {
        var message = new Amazon.SQS.Model.Message { Body = "odd" };
        Assert.Equal(Inlet.Wrap(message, Some.Noon).Id, Inlet.Wrap(message, Some.Noon.AddDays(1)).Id);
        message.MessageId = "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d";
        Assert.Equal(message.MessageId, Inlet.Wrap(message, Some.Noon).Id.ToString());
    }

    private static string Json(Envelope letter) => System.Text.Json.JsonSerializer.Deserialize<string>(letter.Data.Span)!;
}
