using System.Text.Json;

namespace Headgate.Controllers.Tests;

/// <summary>Keys are read from what they are written as, and from objects.</summary>
public class ObjectKeyTests
{
    [Theory]
    [InlineData("shop/echo", "shop", "echo")]
    [InlineData("shop", "", "shop")]
    [InlineData("shop/a.b-c", "shop", "a.b-c")]
    public void A_key_is_read_as_it_was_written(string text, string inNamespace, string name)
    {
        var key = new ObjectKey(inNamespace, name);
        Assert.Equal(text, key.ToString());
        Assert.Equal(key, ObjectKey.Parse(text));
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"a","namespace":"n"}}""", "n/a")]
    [InlineData("""{"metadata":{"name":"a"}}""", "a")]
    [InlineData("""{"metadata":{"name":"a","namespace":null}}""", "a")]
    public void The_key_of_an_object_is_in_its_metadata(string json, string key)
    {
        using var item = JsonDocument.Parse(json);
        Assert.Equal(key, ObjectKey.Of(item.RootElement).ToString());
    }

    [Fact]
    public void A_kind_says_where_its_objects_are()
    {
        var widgets = new ResourceKind("example.dev", "v1", "widgets", "Widget");
        var nodes = new ResourceKind("", "v1", "nodes", "Node", Namespaced: false);
        Assert.Equal("/apis/example.dev/v1/widgets", widgets.PathOf((string?)null));
        Assert.Equal("/apis/example.dev/v1/namespaces/n/widgets", widgets.PathOf("n"));
        Assert.Equal("/apis/example.dev/v1/namespaces/n/widgets/a/status", widgets.PathOf(new ObjectKey("n", "a"), "status"));
        Assert.Equal("/api/v1/nodes/a", nodes.PathOf(new ObjectKey("", "a")));
        Assert.Equal(("example.dev/v1", "v1"), (widgets.ApiVersion, nodes.ApiVersion));
    }

    [Fact]
    public void A_class_without_its_attribute_stands_for_no_kind()
    {
        var problem = Assert.Throws<InvalidOperationException>(() => ResourceKind.Of<ObjectKeyTests>());
        Assert.Contains("AddEntity", problem.Message, StringComparison.Ordinal);
    }
}
