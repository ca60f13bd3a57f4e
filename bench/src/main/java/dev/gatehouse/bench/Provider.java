package dev.gatehouse.bench;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a provider says about itself.
 *
 * @param target whom it is about
 * @param endpoints the addresses in its discovery document, by their names there
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID Connect Discovery,
 *     section 4</a>
 */
record Provider(Target target, Map<String, URI> endpoints) {

    static final String DISCOVERY = "/.well-known/openid-configuration";

    static Provider discover(Target target) {
        var address = URI.create(target.issuer() + DISCOVERY);
        try (var connection = new HttpConnection(address)) {
            var answer = connection.get(address.getRawPath());
            var endpoints = new HashMap<String, URI>();
            JsonMapper.shared().readTree(answer.body()).properties().forEach(each -> {
                if (each.getValue().isString() && each.getValue().asString().startsWith("http")) {
                    endpoints.put(each.getKey(), URI.create(each.getValue().asString()));
                }
            });
            endpoints.put("discovery", address);
            return new Provider(target, endpoints);
        } catch (IOException | JacksonException failure) {
            throw new Problem("There is no OpenID Provider at " + target.issuer() + " (" + failure.getMessage()
                    + "). Start it, with ./run for example, or name another with --issuer.");
        }
    }

    /** Returns the address of an endpoint; a problem if the provider has none. */
    URI endpoint(String name) {
        var found = endpoints.get(name);
        if (found == null) {
            throw new Problem(target.name() + " has no " + name + ".");
        }
        return found;
    }
}
