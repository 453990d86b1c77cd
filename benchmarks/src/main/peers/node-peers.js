// One room of a Node library: GET /sub, POST /pub. Arguments: sse|simple|better and the port.
const http = require('http');

const [kind, port] = [process.argv[2], Number(process.argv[3])];

function serve(subscribe, broadcast) {
	const server = http.createServer(async (request, response) => {
		if (request.method === 'GET') {
			if (subscribe) {
				await subscribe(request, response);
			}
			return;
		}
		let body = '';
		request.on('data', (data) => (body += data));
		request.on('end', () => {
			broadcast(body);
			response.writeHead(204);
			response.end();
		});
	});
	server.keepAliveTimeout = 600000;
	return server;
}

const kinds = {
	sse() {
		const SSE = require('sse');
		const clients = new Set();
		const server = serve(null, (data) => clients.forEach((client) => client.send({ id: '1', data })));
		server.listen(port, () => {
			new SSE(server, { path: '/sub' }).on('connection', (client) => {
				clients.add(client);
				client.on('close', () => clients.delete(client));
			});
		});
	},
	simple() {
		const simple = require('simple-sse');
		serve(
			(request, response) => {
				simple.join(simple.add(request, response), 1);
				response.write(':hi\n\n');
			},
			(data) => simple.broadcast(1, data)
		).listen(port);
	},
	async better() {
		const { createSession, createChannel } = await import('better-sse');
		const channel = createChannel();
		serve(
			async (request, response) => channel.register(await createSession(request, response)),
			(data) => channel.broadcast(data, 'message')
		).listen(port);
	}
};

kinds[kind]();
