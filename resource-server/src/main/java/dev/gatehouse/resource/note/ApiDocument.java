package dev.gatehouse.resource.note;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.servers.Server;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
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

    private static final Set<PathItem.HttpMethod> CHANGING =
            Set.of(PathItem.HttpMethod.PUT, PathItem.HttpMethod.DELETE);

    private static final Set<PathItem.HttpMethod> WRITING = Set.of(PathItem.HttpMethod.POST, PathItem.HttpMethod.PUT);

    /** Where the API is, by its own name: the {@code Host} header is the sender's choice. */
    @Bean
    OpenAPI openApi(OAuth2ResourceServerProperties properties) {
        var name = URI.create(properties.getJwt().getAudiences().getFirst());
        return new OpenAPI().servers(List.of(new Server().url(name.getScheme() + "://" + name.getRawAuthority())));
    }

    /** What any call may be answered, as a problem detail (RFC 9457). */
    @Bean
    OpenApiCustomizer problems() {
        return document -> document.getPaths()
                .forEach((path, methods) -> methods.readOperationsMap().forEach((method, operation) -> {
                    var answers = operation.getResponses();
                    answers.addApiResponse("400", problem("The request is not as it should be"));
                    answers.addApiResponse("401", problem("A good access token is needed, or a fresh sign-in"));
                    answers.addApiResponse("403", problem("The access token lacks the scope"));
                    if (path.contains("{id}")) {
                        answers.addApiResponse("404", problem("The owner has no such note"));
                    }
                    answers.addApiResponse("406", problem("Notes are JSON, which the caller does not accept"));
                    if (WRITING.contains(method)) {
                        answers.addApiResponse("413", problem("The note is too large to be read"));
                        answers.addApiResponse("415", problem("Notes are JSON, which this is not"));
                    }
                    if (CHANGING.contains(method)) {
                        answers.addApiResponse("409", problem("The note was changed or deleted at the same moment"));
                        answers.addApiResponse("412", problem("The note is not what If-Match says"));
                    }
                    answers.addApiResponse("503", problem("The API can not answer now; Retry-After says when to ask"));
                }));
    }

    private static ApiResponse problem(String description) {
        var schema = new ObjectSchema()
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema());
        return new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                                new MediaType().schema(schema)));
    }
}
