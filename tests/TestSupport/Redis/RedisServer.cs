using System.Diagnostics;
using System.Globalization;

namespace Headgate.TestSupport.Redis;

/// <summary>A real redis-server of its own: a port of 127.0.0.1, a directory, and a death not later than that of the tests.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const int Tries = 5;

    // Every test of redis-server runs on another one by this.
    private static readonly string Usual = Environment.GetEnvironmentVariable("HEADGATE_REDIS_SERVER") ?? "redis-server";

    private readonly RedisOptions _options;
    private readonly string _program;
    private Process? _process;
    private int _starts;

    private RedisServer(RedisOptions options, string program, int port)
    {
        (_options, _program, Port) = (options, program, port);
        Directory = System.IO.Directory.CreateTempSubdirectory("headgate-redis-").FullName;
    }

    /// <summary>Port of 127.0.0.1; stays the same over restarts.</summary>
    public int Port { get; }

    /// <summary>Port on which the nodes of a Cluster talk among themselves.</summary>
    internal int BusPort { get; } = FreePort.Find();

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Where it keeps its files.</summary>
    public string Directory { get; }

    /// <summary>The log, for messages.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(Directory, "log");

    /// <summary>Whether there is such a program on PATH, such as <c>redis-server</c> or <c>valkey-server</c>.</summary>
    public static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(directory => File.Exists(Path.Combine(directory, program)));

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="options">How it is set up; null for nothing special.</param>
    /// <param name="program">Its name on PATH; null for that in HEADGATE_REDIS_SERVER, or redis-server.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message has its log.</exception>
    public static async Task<RedisServer> StartAsync(RedisOptions? options = null, string? program = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = await CreateAsync(options ?? new RedisOptions(), program ?? Usual, FreePort.Find());
            try
            {
                await server.StartAgainAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < Tries && server.Log.Contains("already in use", StringComparison.Ordinal))
            {
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts it anew, on the same port and in the same directory, and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message has its log.</exception>
    public async Task StartAgainAsync()
    {
        Launch();
        // By its log: whoever answers on the port might be another's server, if this one could not have it.
        await Patience.UntilAsync(() => _process!.HasExited || Starts() == _starts, _program);
        if (_process!.HasExited) throw new InvalidOperationException($"{_program} ended with {_process.ExitCode}: {Log}");
    }

    /// <summary>Starts it anew and does not wait.</summary>
    public void Launch()
    {
        var start = new ProcessStartInfo(_program, [Path.Combine(Directory, "redis.conf"), .. _options.IsSentinel ? ["--sentinel"] : Array.Empty<string>()])
        {
            WorkingDirectory = Directory,
        };
        _starts = Starts() + 1;
        _process = Process.Start(start)!;
        Leash.Hold(_process);
    }

    /// <summary>Asks it to end, as SIGTERM does: what is in memory is written down first if it is to be.</summary>
    public Task StopAsync() => EndAsync(process => Signals.Send(process, Signals.Terminate));

    /// <summary>Ends it at once (kill -9).</summary>
    public Task KillAsync() => EndAsync(process => process.Kill());

    /// <summary>Freezes it: its connections stay open, and nobody answers (SIGSTOP).</summary>
    public void Pause() => Signals.Send(_process!, Signals.Stop);

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Resume() => Signals.Send(_process!, Signals.Continue);

    /// <summary>Connects, without logging in.</summary>
    public Task<RespClient> ConnectAsync() => RespClient.ConnectAsync(Port, _options.Certificate is not null);

    /// <summary>Runs one command as the default user.</summary>
    /// <returns>A string, a long, null, or an array of these.</returns>
    /// <exception cref="RespException">The server answered with an error.</exception>
    public async Task<object?> RunAsync(params string[] command)
    {
        await using var client = await ConnectAsync();
        if (_options.Password is { } password) await client.RunAsync("AUTH", password);
        return await client.RunAsync(command);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    internal static async Task<RedisServer> CreateAsync(RedisOptions options, string program, int port)
    {
        var server = new RedisServer(options, program, port);
        await File.WriteAllLinesAsync(Path.Combine(server.Directory, "redis.conf"), server.Directives());
        return server;
    }

    private async Task EndAsync(Action<Process> end)
    {
        if (Interlocked.Exchange(ref _process, null) is not { } process) return;
        if (!process.HasExited) end(process);
        await process.WaitForExitAsync();
        Leash.Release(process);
        process.Dispose();
    }

    private int Starts() => Log.Split('\n').Count(line => line.Contains(_options.IsSentinel ? "Sentinel ID is" : "Ready to accept connections", StringComparison.Ordinal));

    private IEnumerable<string> Directives()
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        yield return "bind 127.0.0.1";
        yield return $"logfile {LogFile}";
        yield return $"dir {Directory}";
        if (!_options.IsSentinel)
        {
            yield return "save \"\"";
            yield return _options.AppendFsync is { } fsync ? $"appendonly yes\nappendfsync {fsync}" : "appendonly no";
        }
        if (_options.IsClusterNode) yield return $"cluster-enabled yes\ncluster-port {BusPort}";
        if (_options.MaxMemory is { } memory) yield return $"maxmemory {memory}\nmaxmemory-policy noeviction";
        if (_options.Password is { } password) yield return $"requirepass {password}";
        if (_options.Acl is { } acl)
        {
            File.WriteAllLines(Path.Combine(Directory, "users.acl"), acl);
            yield return $"aclfile {Path.Combine(Directory, "users.acl")}";
        }
        if (_options.Certificate is { } certificate)
        {
            foreach (var (name, text) in new[] { ("tls.crt", certificate.CertificatePem), ("tls.key", certificate.KeyPem), ("ca.crt", certificate.AuthorityPem) })
                File.WriteAllText(Path.Combine(Directory, name), text);
            yield return $"port 0\ntls-port {port}\ntls-auth-clients no\ntls-cert-file tls.crt\ntls-key-file tls.key\ntls-ca-cert-file ca.crt";
        }
        else
        {
            yield return $"port {port}";
        }
        foreach (var directive in _options.Directives) yield return directive;
    }
}
