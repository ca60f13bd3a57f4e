package dev.gatehouse.auth.grant.device;

import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.ResourceIndicators;
import dev.gatehouse.auth.grant.TokenRequest;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.auth.token.OpaqueToken;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Gives a device a code to show, and one to ask with.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.1">RFC 8628, section 3.1</a>
 */
@RestController
class DeviceAuthorization {

    private final DeviceCodes codes;
    private final ResourceIndicators resources;
    private final DeviceSettings settings;
    private final Issuer issuer;

    DeviceAuthorization(DeviceCodes codes, ResourceIndicators resources, DeviceSettings settings, Issuer issuer) {
        this.codes = codes;
        this.resources = resources;
        this.settings = settings;
        this.issuer = issuer;
    }

    @PostMapping("/oauth2/device_authorization")
    ResponseEntity<Map<String, Object>> begin(HttpServletRequest request, Authentication authentication) {
        var asking = TokenRequest.by(authentication, AuthorizationGrantType.DEVICE_CODE);
        var client = asking.client();
        var scope = single(request, "scope");
        var scopes = asking.allowed(
                scope.isEmpty() ? Set.of() : Set.copyOf(List.of(scope.strip().split(" +"))));
        var named = request.getParameterValues("resource");
        var wanted = resources.requested(named == null ? Map.of() : Map.of("resource", Arrays.asList(named)), client);
        var deviceCode = OpaqueToken.Kind.DEVICE_CODE.generate().value();
        var userCode = UserCode.generate();
        codes.add(deviceCode, userCode, UUID.fromString(client.getId()), scopes, wanted, settings);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer(deviceCode, userCode));
    }

    private Map<String, Object> answer(String deviceCode, UserCode userCode) {
        var page = issuer.issuer() + DevicePages.PATH;
        var answer = new LinkedHashMap<String, Object>();
        answer.put("device_code", deviceCode);
        answer.put("user_code", userCode.shown());
        answer.put("verification_uri", page);
        answer.put("verification_uri_complete", page + "?user_code=" + userCode.shown());
        answer.put("expires_in", settings.timeToLive().toSeconds());
        answer.put("interval", settings.pollingInterval().toSeconds());
        return answer;
    }

    private static String single(HttpServletRequest request, String name) {
        var values = request.getParameterValues(name);
        if (values != null && values.length > 1) {
            throw Refusals.of(OAuth2ErrorCodes.INVALID_REQUEST, "The parameter " + name + " comes more than once.");
        }
        return values == null ? "" : values[0];
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> refused(OAuth2AuthenticationException refusal) {
        var error = refusal.getError();
        return ResponseEntity.badRequest()
                .cacheControl(CacheControl.noStore())
                .body(Map.of(
                        "error",
                        error.getErrorCode(),
                        "error_description",
                        Objects.requireNonNullElse(error.getDescription(), "")));
    }
}
