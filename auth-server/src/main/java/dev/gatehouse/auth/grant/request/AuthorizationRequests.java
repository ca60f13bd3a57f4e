package dev.gatehouse.auth.grant.request;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.stereotype.Component;

/** What turns whatever the browser brings to the authorization endpoint into one plain request. */
@Component
public class AuthorizationRequests {

    private final PushedRequests pushed;
    private final RequestObjects objects;
    private final RequestSettings settings;
    private final RegisteredClientRepository clients;

    AuthorizationRequests(
            PushedRequests pushed,
            RequestObjects objects,
            RequestSettings settings,
            RegisteredClientRepository clients) {
        this.pushed = pushed;
        this.objects = objects;
        this.settings = settings;
        this.clients = clients;
    }

    /**
     * Puts the filters into a chain, before all others.
     *
     * @param refusal answers a request of which no parameters can be found
     */
    public void addFilters(HttpSecurity http, AuthenticationFailureHandler refusal) {
        http.addFilterBefore(new RepeatedParameterCheck(refusal), SecurityContextHolderFilter.class)
                .addFilterBefore(new PostedAuthorizationRequest(), SecurityContextHolderFilter.class)
                .addFilterBefore(
                        new RequestResolution(pushed, objects, settings, clients, refusal),
                        SecurityContextHolderFilter.class);
    }
}
