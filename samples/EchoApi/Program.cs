Headgate.EchoApi.EchoServer.Build(args).Run();
