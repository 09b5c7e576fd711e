using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>A media volume that the kernel or an operator made read-only, as happens after an I/O error.</summary>
[Collection(HeavyTests.Name)]
public sealed class ReadOnlyDiskTests
{
    [Fact]
    public async Task A_volume_that_became_read_only_is_told_and_served_from_and_used_again_once_it_is_writable()
    {
        await using var disk = await SmallDisk.StartAsync("mount -t tmpfs -o size=50m small DIR", place: "media");
        var id = await disk.Client.UploadAsync(Bytes.Random(1000));
        await disk.Mounts.RunAsync($"mount -o remount,ro {disk.MountPoint}");

        using (var refused = await disk.Client.PostAsync(Bytes.Random(1000)))
        {
            (await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1014)).ShouldContain("read-only");
        }

        using (var refused = await disk.Client.DeleteAsync($"/v1/media/{id}"))
        {
            (await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1014)).ShouldContain("read-only");
        }

        using (var ready = await disk.Client.GetAsync("/readyz"))
        {
            ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await ready.Content.ReadAsStringAsync()).ShouldContain("read-only");
        }

        (await disk.StateAsync()).ShouldBe("failing");

        await disk.Mounts.RunAsync($"mount -o remount,rw {disk.MountPoint}");
        (await disk.Client.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await disk.StateAsync()).ShouldBe("ok");
        (await disk.Client.RemoveAsync(id)).ShouldBe(HttpStatusCode.OK);
        Directory.GetFiles(Path.Combine(disk.Data, "media/outgoing")).ShouldBeEmpty();
        await disk.Client.UploadAsync(Bytes.Random(1000));
    }
}
