package dev.gatehouse.platform.page;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class CsrfCookieTests {

    /** A name with this prefix is taken from nobody but this very host, over TLS (RFC 6265bis, section 4.1.3.2). */
    @Test
    void overTlsTheCookieIsOfThisHostAlone() {
        var cookie = cookie("https://auth.example.org");

        assertThat(cookie.getName()).isEqualTo("__Host-program-csrf");
        assertThat(cookie.getSecure()).isTrue();
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getDomain()).isNull();
        assertThat(cookie.getAttribute("SameSite")).isEqualTo("Lax");
    }

    @Test
    void withoutTlsThereIsNoSuchName() {
        var cookie = cookie("http://localhost:9000");

        assertThat(cookie.getName()).isEqualTo("program-csrf");
        assertThat(cookie.getSecure()).isFalse();
    }

    private static Cookie cookie(String address) {
        var repository = CsrfCookie.of("program", new PublicAddress(URI.create(address)));
        var request = new MockHttpServletRequest();
        var response = new MockHttpServletResponse();
        repository.saveToken(repository.generateToken(request), request, response);
        return response.getCookies()[0];
    }
}
