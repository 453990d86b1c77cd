package io.github.ssehub.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Chat rooms and live server statistics over Server-Sent Events.
 */
@SpringBootApplication(exclude = SecurityFilterAutoConfiguration.class)
@EnableScheduling
public class SampleApplication {

	/**
	 * Start the sample.
	 * @param args the command line arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

}
