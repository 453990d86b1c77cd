package io.github.ssehub.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves the files of the module for browsers. Those of one version belong together, so a
 * browser asks each time whether it has the right ones.
 */
final class BrowserModuleConfigurer implements WebMvcConfigurer, AopInfrastructureBean {

	static final String FOLDER = "io/github/ssehub/browser/";

	private final String path;

	// Mutable state: of a few files that do not change
	private final Map<String, String> tags = new ConcurrentHashMap<>();

	BrowserModuleConfigurer(String path) {
		this.path = path;
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler(this.path + "/{file:[a-z-]+\\.js}")
			.addResourceLocations("classpath:/" + FOLDER)
			.setCacheControl(CacheControl.noCache())
			// Files in a jar have any time, and the same one in each version
			.setUseLastModified(false)
			.setEtagGenerator(this::tag);
	}

	private String tag(Resource file) {
		return this.tags.computeIfAbsent(String.valueOf(file.getFilename()), (name) -> digest(file));
	}

	private static String digest(Resource file) {
		try {
			return '"' + DigestUtils.md5DigestAsHex(file.getContentAsByteArray()) + '"';
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
