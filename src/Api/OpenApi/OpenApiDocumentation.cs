using CleanFiles.Api.Endpoints;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;

namespace CleanFiles.Api.OpenApi;

internal static class OpenApiDocumentation
{
    public const string BearerScheme = "bearer";

    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "CleanFiles",
                Version = "v1",
                Description = ServiceEndpoints.Description,
            };
            document.AddComponent(BearerScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = BearerScheme,
                BearerFormat = "JWT",
                Description = "The owner is the token's sub. In Development POST /dev/token hands one out.",
            });
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
                operation.Security = [new() { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = [] }];
            return Task.CompletedTask;
        });
    });
}
