package dev.gatehouse.auth.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import jakarta.servlet.http.Cookie;
import java.net.HttpCookie;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** A browser at which many people sign in, one after the other. */
@AuthServerTest
class KnownBrowserTests {

    @Autowired
    private KnownBrowser known;

    @Test
    void aSharedBrowserIsKnownForTheLastTenPeople() {
        Map<String, String> jar = new LinkedHashMap<>();
        for (int person = 0; person < 60; person++) {
            signIn("pupil" + person, jar);
        }

        assertThat(jar).hasSize(10);
        assertThat(known.idFor("pupil59", with(jar))).isNotEmpty();
    }

    private void signIn(String username, Map<String, String> jar) {
        var response = new MockHttpServletResponse();
        known.remember(username, with(jar), response);
        for (var header : response.getHeaders("Set-Cookie")) {
            var cookie = HttpCookie.parse(header).getFirst();
            if (cookie.getMaxAge() == 0) {
                jar.remove(cookie.getName());
            } else {
                jar.put(cookie.getName(), cookie.getValue());
            }
        }
    }

    private static MockHttpServletRequest with(Map<String, String> jar) {
        var request = new MockHttpServletRequest();
        request.setCookies(jar.entrySet().stream()
                .map(each -> new Cookie(each.getKey(), each.getValue()))
                .toArray(Cookie[]::new));
        return request;
    }
}
