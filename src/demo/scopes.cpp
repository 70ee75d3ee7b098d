// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/scopes.h"

#include <algorithm>

namespace authscope::demo {

namespace {

QByteArray identityText(const QList<QByteArray> &scopes)
{
    QList<QByteArray> parts;
    if (scopes.contains("profile"))
        parts += { "name", "picture" };
    if (scopes.contains("email"))
        parts += "e-mail address";
    if (scopes.contains("phone"))
        parts += "phone number";
    QByteArray text = "See your " + parts.first();
    for (qsizetype i = 1; i < parts.size(); ++i)
        text += (i + 1 == parts.size() ? " and " : ", ") + parts[i];
    return text;
}

} // namespace

const QList<Scope> &allScopes()
{
    static const QList<Scope> scopes = {
        { .name = "openid", .text = "Know who you are in Boards" },
        { .name = "profile", .text = "See your name and picture" },
        { .name = "email", .text = "See your e-mail address" },
        { .name = "phone", .text = "See your phone number" },
        { .name = "offline_access", .text = "Stay connected when you are not using Boards" },
        { .name = "boards.read",
            .text = "See your boards",
            .permissions = { "boards:read" },
            .isCustom = true },
        { .name = "boards.write",
            .text = "Create and edit boards",
            .permissions = { "boards:create", "boards:update" },
            .isCustom = true },
        { .name = "boards.admin",
            .text = "Delete boards and share them with others",
            .permissions = { "boards:delete", "boards:share" },
            .isCustom = true },
        { .name = "reports.run", .text = "Run reports", .permissions = { "reports:run" }, .isCustom = true },
        { .name = "full_access", .text = {}, .isListed = false },
    };
    return scopes;
}

const Scope *findScope(QByteArrayView name)
{
    const auto &scopes = allScopes();
    const auto found = std::find_if(
        scopes.begin(), scopes.end(), [name](const Scope &scope) { return scope.name == name; });
    return found == scopes.end() ? nullptr : &*found;
}

QList<QByteArray> listedScopes()
{
    QList<QByteArray> out;
    for (const Scope &scope : allScopes()) {
        if (scope.isListed)
            out.append(scope.name);
    }
    return out;
}

QList<QByteArray> splitScopes(QByteArrayView text)
{
    QList<QByteArray> out;
    for (const QByteArray &part : text.toByteArray().split(' ')) {
        if (!part.isEmpty() && !out.contains(part))
            out.append(part);
    }
    return out;
}

QByteArray joinScopes(const QList<QByteArray> &scopes)
{
    return scopes.join(' ');
}

ScopeSplit splitByPermissions(const QList<QByteArray> &asked, const QList<QByteArray> &permissions)
{
    ScopeSplit out;
    for (const QByteArray &name : asked) {
        const Scope *scope = findScope(name);
        const bool isGrantable = scope
            && std::all_of(scope->permissions.begin(), scope->permissions.end(),
                [&](const QByteArray &permission) { return permissions.contains(permission); });
        (isGrantable ? out.grantable : out.ungrantable).append(name);
    }
    return out;
}

QList<ConsentLine> consentLines(const QList<QByteArray> &scopes)
{
    static const QList<QByteArray> identity = { "profile", "email", "phone" };
    QList<ConsentLine> lines;
    QList<QByteArray> merged;
    for (const QByteArray &name : scopes) {
        const Scope *scope = findScope(name);
        if (!scope || scope->text.isEmpty())
            continue;
        if (!identity.contains(name)) {
            lines.append({ name, scope->text, { name } });
            continue;
        }
        if (merged.isEmpty())
            lines.append({ name, {}, {} });
        merged.append(name);
    }
    for (ConsentLine &line : lines) {
        if (line.scopes.isEmpty()) {
            line.scopes = merged;
            line.text = identityText(merged);
        }
    }
    return lines;
}

} // namespace authscope::demo
