vcl 4.1;

backend app {
	.host = "127.0.0.1";
	.port = "${app}";
	.first_byte_timeout = 60s;
	.between_bytes_timeout = 60s;
}

sub vcl_recv {
	if (req.http.Accept ~ "text/event-stream") {
		return (pass);
	}
}

sub vcl_backend_error {
	if (bereq.http.Accept ~ "text/event-stream") {
		set beresp.status = 200;
		set beresp.http.Content-Type = "text/event-stream";
		set beresp.http.Cache-Control = "no-store";
		synthetic({":
retry: 2000
"});
		return (deliver);
	}
}
