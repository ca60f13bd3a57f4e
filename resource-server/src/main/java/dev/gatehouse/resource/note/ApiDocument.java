package dev.gatehouse.resource.note;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.servers.Server;
import java.net.URI;
import java.util.List;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The head of the OpenAPI document; the rest is read off the controller. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Gatehouse notes",
                        version = "1",
                        description = "Notes, each of whoever wrote it: the person of the access token, or the client"
                                + " that got it for itself. Scopes: notes.read, notes.write."))
@SecurityScheme(
        name = ApiDocument.ACCESS_TOKEN,
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        bearerFormat = "at+jwt")
@Configuration(proxyBeanMethods = false)
class ApiDocument {

    static final String ACCESS_TOKEN = "accessToken";

    /** Where the API is, by its own name: the {@code Host} header is the sender's choice. */
    @Bean
    OpenAPI openApi(OAuth2ResourceServerProperties properties) {
        var name = URI.create(properties.getJwt().getAudiences().getFirst());
        return new OpenAPI().servers(List.of(new Server().url(name.getScheme() + "://" + name.getRawAuthority())));
    }
}
