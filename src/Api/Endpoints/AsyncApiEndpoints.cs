using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Contracts;
using CleanFiles.Infrastructure.Messaging;

namespace CleanFiles.Api.Endpoints;

internal static class AsyncApiEndpoints
{
    /// <summary>Describes the events as OpenAPI describes the requests: made once, for the transport that this process has.</summary>
    public static void MapAsyncApi(this IEndpointRouteBuilder app)
    {
        var consumers = ConsumerDescriptor.Find(typeof(ConsumerAttribute).Assembly);
        var document = ContractJson.Text(AsyncApi.Document(EventCatalogue.Default, new EventMapper(), consumers, app.ServiceProvider.GetRequiredService<EventChannel>()));
        app.MapGet("/asyncapi/v1.json", () => TypedResults.Text(document, "application/json")).ExcludeFromDescription();
    }
}
