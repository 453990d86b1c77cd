package io.github.ssehub.test.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;

/**
 * The application of docs/testing-your-application.md.
 */
@SpringBootApplication
class ShopApplication {

	// There is Jetty, too
	@Bean
	TomcatServletWebServerFactory webServerFactory() {
		return new TomcatServletWebServerFactory();
	}

}
