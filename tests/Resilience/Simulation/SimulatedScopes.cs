using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Resilience.Tests.Variants;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>A container would compile code on the side, and run differently the third time.</summary>
internal sealed class SimulatedScopes(SimulatedDatabase database, SimulatedProcess process, Steps steps, Variant variant) : IServiceScopeFactory
{
    public IServiceScope CreateScope() => new Scope(database, process, steps, variant);

    private sealed class Scope(SimulatedDatabase database, SimulatedProcess process, Steps steps, Variant variant)
        : IServiceScope, IServiceProvider, IAsyncDisposable
    {
        private readonly SimulatedDatabase.Transaction _transaction = database.Begin(process);

        public IServiceProvider ServiceProvider => this;

        public object? GetService(Type serviceType) =>
            serviceType == typeof(IInbox) ? Inbox()
            : serviceType == typeof(SimulatedRecorder) ? new SimulatedRecorder(_transaction)
            : serviceType == typeof(SimulatedCaller) ? new SimulatedCaller(_transaction, process, steps)
            : null;

        public void Dispose() => throw new NotSupportedException("It is left asynchronously.");

        public ValueTask DisposeAsync() => _transaction.DisposeAsync();

        private IInbox Inbox() => variant == Variant.InboxApart ? new EntersApart(_transaction, EnterAsync) : _transaction;

        private async Task<IReadOnlySet<Guid>> EnterAsync(string consumer, IReadOnlyCollection<Guid> ids)
        {
            await using var apart = database.Begin(process);
            var unknown = await apart.EnterAsync(consumer, ids, CancellationToken.None);
            await apart.CommitAsync(CancellationToken.None);
            return unknown;
        }
    }
}
