package dev.gatehouse.resource.note;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

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
final class ApiDocument {

    static final String ACCESS_TOKEN = "accessToken";

    private ApiDocument() {}
}
