package dev.gatehouse.auth.protocol;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Turns on, with {@code gatehouse.profile=mcp}, what the Model Context Protocol wants of an authorization server: clients
 * that register themselves, and clients whose name is an address. Whatever is set besides counts more.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/draft/basic/authorization">MCP, Authorization</a>
 */
class ProfileSettings implements EnvironmentPostProcessor {

    private static final Map<String, Object> MCP = Map.of(
            "gatehouse.registration.mode", "open",
            "gatehouse.client-id-metadata-documents.enabled", "true");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var profile = environment.getProperty("gatehouse.profile", "");
        switch (profile) {
            case "" -> {}
            case "mcp" -> environment.getPropertySources().addLast(new MapPropertySource("gatehouse profile", MCP));
            default ->
                throw new UnfitSetting(
                        "gatehouse.profile is '" + profile + "', which there is not.",
                        "Set it to mcp, or leave it out.");
        }
    }
}
