using CleanFiles.Application.FeatureFolder;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using NSubstitute;

namespace CleanFiles.Application.Tests.FeatureFolder;

public class SprocketTests
{
    [Fact]
    public async Task What_was_asked_is_committed_once()
    {
        var unitOfWork = Substitute.For<IUnitOfWork>();

        await new SprocketHandler(unitOfWork).Handle(new Sprocket(new OwnerId("alice"), Guid.CreateVersion7()), TestContext.Current.CancellationToken);

        await unitOfWork.Received(1).CommitAsync(TestContext.Current.CancellationToken);
        Assert.Fail("Say what has become of the aggregate.");
    }
}
