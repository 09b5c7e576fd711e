using MediaNode.Simulator.Phones.Outgoing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones.Outgoing;

public class LodgingAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8081", "http://127.0.0.1:8081")]
    [InlineData("http://[::1]:8081/", "http://[::1]:8081")]
    [InlineData("http://sim.example:8081", "http://sim.example:8081")]
    [InlineData("http://0.0.0.0:8081", "http://seen:1")]
    [InlineData("http://[::]:8081", "http://seen:1")]
    public void One_who_listens_everywhere_tells_where_he_was_reached(string own, string told) =>
        Lodging.AddressOf(new Uri(own), "http://seen:1").ShouldBe(told);
}
