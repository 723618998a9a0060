using System.Globalization;

namespace Headgate.TestSupport.Redis;

/// <summary>A Cluster of real redis-server: three primaries, each with a third of the slots.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Size = 3;
    private const int Slots = 16384;

    // Nodes write all that are being moved to a file at every change.
    private const int SlotsAtOnce = 200;

    private readonly List<RedisServer> _nodes = [];
    private readonly List<string> _ids = [];

    /// <summary>The nodes, by the slots they were given: the lowest first.</summary>
    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>Where the nodes listen, separated by commas.</summary>
    public string Addresses => string.Join(',', _nodes.Select(node => node.Address));

    /// <summary>Starts one and waits until all nodes agree that it is whole.</summary>
    /// <param name="options">How the nodes are set up; null for nothing special.</param>
    /// <param name="program">As of <see cref="RedisServer.StartAsync"/>.</param>
    public static async Task<RedisCluster> StartAsync(RedisOptions? options = null, string? program = null)
    {
        var cluster = new RedisCluster();
        try
        {
            options ??= new RedisOptions();
            for (var index = 0; index < Size; index++) cluster._nodes.Add(await StartNodeAsync(options, program));
            foreach (var node in cluster._nodes) cluster._ids.Add((string)(await node.RunAsync("CLUSTER", "MYID"))!);
            for (var index = 0; index < Size; index++)
            {
                await cluster._nodes[index].RunAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(index + 1));
                await cluster._nodes[index].RunAsync("CLUSTER", "ADDSLOTSRANGE", Text(Slots * index / Size), Text((Slots * (index + 1) / Size) - 1));
            }
            await Patience.UntilAsync(cluster.IsWholeAsync, "a Cluster that is whole");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Moves all slots of one node to another with their keys, as <c>redis-cli --cluster reshard</c> does, while callers go on.</summary>
    public async Task MoveSlotsAsync(int from, int to)
    {
        await using var source = await _nodes[from].ConnectAsync();
        await using var target = await _nodes[to].ConnectAsync();
        foreach (var slots in (await SlotsOfAsync(source, _ids[from])).Chunk(SlotsAtOnce)) await MoveSlotsAsync((from, source), (to, target), slots);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    /// <summary>
    /// Whether every node knows the owner of every slot; introduces those that have not met. A handshake that takes longer than the nodes' time-out is
    /// forgotten by both sides, and nobody begins another.
    /// </summary>
    private async Task<bool> IsWholeAsync()
    {
        var isWhole = true;
        foreach (var node in _nodes)
        {
            var info = (string)(await node.RunAsync("CLUSTER", "INFO"))!;
            if (Number(info.Split("cluster_known_nodes:")[1].Split("\r\n")[0]) < Size)
            {
                foreach (var other in _nodes.Where(other => other != node))
                    await node.RunAsync("CLUSTER", "MEET", "127.0.0.1", Text(other.Port), Text(other.BusPort));
            }
            isWhole &= info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains($"cluster_slots_ok:{Slots}", StringComparison.Ordinal);
        }
        return isWhole;
    }

    private static Task<RedisServer> StartNodeAsync(RedisOptions options, string? program) => RedisServer.StartAsync(options with
    {
        IsClusterNode = true,
        // Nobody is to take a node for dead because the machine is busy.
        Directives = [.. options.Directives, "cluster-node-timeout 60000", "cluster-require-full-coverage no", "cluster-allow-replica-migration no"],
    }, program);

    private async Task MoveSlotsAsync((int Node, RespClient Client) from, (int Node, RespClient Client) to, IReadOnlyList<int> slots)
    {
        await to.Client.RunAllAsync([.. slots.Select(slot => new[] { "CLUSTER", "SETSLOT", Text(slot), "IMPORTING", _ids[from.Node] })]);
        await from.Client.RunAllAsync([.. slots.Select(slot => new[] { "CLUSTER", "SETSLOT", Text(slot), "MIGRATING", _ids[to.Node] })]);
        foreach (var slot in slots)
        {
            // Keys may be made until the very end of a slot's move.
            while ((object?[])(await from.Client.RunAsync("CLUSTER", "GETKEYSINSLOT", Text(slot), "100"))! is { Length: > 0 } keys)
                await from.Client.RunAsync(["MIGRATE", "127.0.0.1", Text(_nodes[to.Node].Port), "", "0", "5000", "KEYS", .. keys.Select(key => (string)key!)]);
        }
        foreach (var client in new[] { to.Client, from.Client })
            await client.RunAllAsync([.. slots.Select(slot => new[] { "CLUSTER", "SETSLOT", Text(slot), "NODE", _ids[to.Node] })]);
    }

    private static async Task<IReadOnlyList<int>> SlotsOfAsync(RespClient client, string id)
    {
        var nodes = (string)(await client.RunAsync("CLUSTER", "NODES"))!;
        var words = nodes.Split('\n').Single(line => line.StartsWith(id, StringComparison.Ordinal)).Trim().Split(' ');
        return [.. words.Skip(8).Select(range => range.Split('-')).SelectMany(range => Enumerable.Range(Number(range[0]), Number(range[^1]) - Number(range[0]) + 1))];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
