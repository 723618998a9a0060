using Headgate.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Gateway.Tests.Http;

/// <summary>The status byte for byte: operators of other versions read it.</summary>
public sealed class StatusTextTests
{
    private static readonly TestProduct Product = new() { Backends = [TestProduct.To("http://127.0.0.1:1")] };

    private static string Text =>
        $$"""
        {
          "pool": "test",
          "environment": "production",
          "ready": true,
          "draining": false,
          "complete": true,
          "loadedAt": "2026-11-24T16:00:30+00:00",
          "products": [
            {
              "product": "acme/api",
              "hosts": [
                "api.test"
              ],
              "rules": 1,
              "plans": 1,
              "applications": 1,
              "entries": {
                "acme_api.applications.0.json.gz": "{{EntryContent.Write(Product.Set(), ConfigurationJson.Default.ApplicationSet).Digest}}",
                "acme_api.live.json.gz": "{{EntryContent.Write(Product.Live(), ConfigurationJson.Default.ProductLive).Digest}}",
                "acme_api.proxy.json.gz": "{{EntryContent.Write(Product.Proxy(), ConfigurationJson.Default.ProductProxy).Digest}}"
              }
            }
          ],
          "errors": [
            {
              "entry": "odd",
              "message": "is not an entry that this gateway knows"
            }
          ],
          "store": {
            "kind": "Memory",
            "available": true,
            "unbooked": 0,
            "lostCalls": 0,
            "lostUnits": 0,
            "lostAnswers": 0,
            "blockedUnits": 0
          }
        }
        """;

    [Theory]
    [InlineData("/status")]
    [InlineData("/status?")]
    [InlineData("/status?other=1")]
    [InlineData("/status?usage=false")]
    public async Task The_status_is_this_text(string target)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 16, 0, 30, TimeSpan.Zero));
        await using var gateway = await TestGateway.StartAsync([Product], settings => settings, time);
        var odd = Path.Combine(gateway.ConfigurationRoot, EntryNames.ProductsDirectory, "odd");
        await File.WriteAllBytesAsync(odd, [], TestContext.Current.CancellationToken);
        gateway.Host.Configuration.Reload();
        Assert.Equal(Text, (await new AdminCaller(gateway).GetAsync(target)).Text);
    }
}
