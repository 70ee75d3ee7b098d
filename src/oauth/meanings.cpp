// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/meanings.h"

#include "json/json.h"

#include <QFile>

/// Resources of a static library are linked only when somebody asks for them by name, outside any namespace.
static void loadMeanings()
{
    Q_INIT_RESOURCE(claims);
}

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

json::Object readMeanings()
{
    loadMeanings();
    QFile file(u":/authscope/claims.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return json::parseObject(file.readAll(), u"claims.json"_s).value_or(json::Object());
}

const char *groupName(MeaningOf what)
{
    switch (what) {
    case MeaningOf::Claim:
        return "claims";
    case MeaningOf::Scope:
        return "scopes";
    case MeaningOf::HeaderMember:
        return "header";
    }
    Q_UNREACHABLE();
    return "";
}

} // namespace

QString meaningOf(MeaningOf what, const QByteArray &name)
{
    static const json::Object meanings = readMeanings();
    const json::Object *group = json::objectMember(meanings, groupName(what));
    if (!group)
        return {};
    return QString::fromUtf8(json::stringMember(*group, json::view(name)).value_or(QByteArray()));
}

} // namespace authscope::oauth
