package dev.gatehouse.web.token;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the API is that takes the tokens.
 *
 * @param uri the address of the notes API, without a slash at the end
 */
@ConfigurationProperties("gatehouse.notes")
public record ApiAddress(
        @DefaultValue("http://localhost:8090") String uri) {

    public ApiAddress {
        WebAddress.require("gatehouse.notes.uri", uri);
    }
}
