using CleanFiles.Infrastructure.Waiting;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Application.Files;

internal sealed class SeesDatabase
{
    public static async Task<bool> SaveAsync(Func<Task> save)
    {
        try
        {
            await save();
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }
}

internal sealed class SeesAdapter
{
    public static Signal Signal => new();
}

internal sealed class SendsNotifications : INotification;
