package dev.gatehouse.platform.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Where the links to the other languages lead: to the same page with the same parameters, so that nobody loses a sign-in
 * or a consent on the way; from the answer to a form, to the page of the form, which has the same address.
 */
class LanguageLinks implements HandlerInterceptor {

    @Override
    public void postHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
        if (page != null && !String.valueOf(page.getViewName()).startsWith("redirect:")) {
            page.addObject("languageLink", link(request));
        }
    }

    private static String link(HttpServletRequest request) {
        if (!"GET".equals(request.getMethod())) {
            return "?";
        }
        var others = UriComponentsBuilder.newInstance()
                .query(request.getQueryString())
                .replaceQueryParam("lang")
                .build()
                .getQuery();
        return others == null || others.isEmpty() ? "?" : "?" + others + "&";
    }
}
