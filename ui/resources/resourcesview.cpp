// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/resources/resourcesview.h"

#include "ui/common/text.h"

#include <QBoxLayout>
#include <QDataStream>
#include <QIODevice>
#include <QSplitter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QString resourceId(const QByteArray &uri)
{
    return u"r:"_s + QString::fromUtf8(uri);
}

QString templateId(const QByteArray &uriTemplate)
{
    return u"t:"_s + QString::fromUtf8(uriTemplate);
}

FeatureFrame::Words words()
{
    return { .beforeTitle = ResourcesView::tr("Resources appear once the server can be asked"),
        .beforeText = ResourcesView::tr(
            "Files, records and whatever else the server lets you read: listed, previewed by their type, and "
            "watched for changes where the server offers it."),
        .loading = ResourcesView::tr("Asking the server for its resources …"),
        .failed = ResourcesView::tr("The resources could not be listed"),
        .noneTitle = ResourcesView::tr("The server has no resources"),
        .noneText = ResourcesView::tr(
            "It answered, and both its lists, of resources and of templates, are empty for this account."),
        .notOfferedTitle = ResourcesView::tr("The server offers no resources"),
        .notOfferedText = ResourcesView::tr("Its capabilities do not name them. Servers that only have tools "
                                            "are common; nothing is wrong.") };
}

} // namespace

ResourcesView::ResourcesView()
    : m_list(new EntryList(u"resource"_s,
        { .list = tr("Resources and templates"),
            .filter = tr("Filter resources"),
            .one = tr("Filter 1 resource"),
            .many = tr("Filter %1 resources"),
            .reload = tr("Ask the server for its resources again") }))
    , m_panel(new ResourcePanel)
    , m_contents(new ContentsView)
    , m_right(new QSplitter(Qt::Vertical))
{
    setObjectName(u"resourcesView"_s);
    m_right->addWidget(m_panel);
    m_right->addWidget(m_contents);
    m_right->setStretchFactor(1, 1);
    m_right->setSizes({ 190, 440 });
    m_right->setHandleWidth(12);
    m_right->setChildrenCollapsible(false);
    m_frame = new FeatureFrame(u"resources"_s, words(), m_list, m_right);
    column(this, 0, 0)->addWidget(m_frame);
    connect(m_list, &EntryList::entryChosen, this, &ResourcesView::showChosen);
    connect(m_list, &EntryList::entryActivated, this, [this] {
        if (isTemplateShown())
            m_panel->variables()->focusFirst();
        else
            m_panel->read();
    });
    connect(m_list, &EntryList::reloadRequested, this, &ResourcesView::loadRequested);
    connect(m_frame, &FeatureFrame::loadRequested, this, &ResourcesView::loadRequested);
    connect(m_frame, &FeatureFrame::exchangeRequested, this, &ResourcesView::exchangeRequested);
    connect(m_contents, &ContentsView::exchangeRequested, this, &ResourcesView::exchangeRequested);
}

void ResourcesView::setLists(
    const QList<mcp::Resource> &resources, const QList<mcp::ResourceTemplate> &templates)
{
    m_resources = resources;
    m_templates = templates;
    showEntries();
    if (!m_shown.isEmpty())
        showChosen(m_shown); // its description may have changed
}

void ResourcesView::showEntries()
{
    QList<Entry> entries;
    for (const mcp::ResourceTemplate &given : std::as_const(m_templates))
        entries += { .id = templateId(given.uriTemplate),
            .title = given.title,
            .caption = QString::fromUtf8(given.uriTemplate),
            .chip = { tr("template"), Tone::Accent },
            .details = given.description };
    for (const mcp::Resource &resource : std::as_const(m_resources)) {
        ChipText chip{ base::cleaned(resource.mimeType, 40), Tone::Muted };
        if (m_updated.contains(resource.uri))
            chip = { tr("updated"), Tone::Accent };
        QString caption = QString::fromUtf8(resource.uri);
        if (resource.size)
            caption = tr("%1 · %2").arg(sizeText(*resource.size), caption);
        entries += { .id = resourceId(resource.uri),
            .title = resource.title,
            .caption = caption,
            .chip = chip,
            .details = resource.description };
    }
    m_list->setEntries(entries);
}

void ResourcesView::setState(FeatureFrame::State state, const std::optional<base::Error> &error)
{
    m_frame->setState(state, !m_resources.isEmpty() || !m_templates.isEmpty(), error);
}

void ResourcesView::markUpdated(const QByteArray &uri, bool isUpdated)
{
    if (m_updated.contains(uri) == isUpdated)
        return;
    if (isUpdated)
        m_updated.insert(uri);
    else
        m_updated.remove(uri);
    showEntries();
}

void ResourcesView::showChosen(const QString &id)
{
    const bool another = id != m_shown;
    m_shown = id;
    for (const mcp::ResourceTemplate &given : std::as_const(m_templates)) {
        if (templateId(given.uriTemplate) == id)
            m_panel->setTemplate(given);
    }
    for (const mcp::Resource &resource : std::as_const(m_resources)) {
        if (resourceId(resource.uri) == id)
            m_panel->setResource(resource);
    }
    if (!another)
        return;
    m_contents->clearData();
    Q_EMIT shownChanged();
}

void ResourcesView::choose(const QByteArray &uri)
{
    const bool isTemplate = std::any_of(m_templates.cbegin(), m_templates.cend(),
        [&](const mcp::ResourceTemplate &given) { return given.uriTemplate == uri; });
    m_list->choose(isTemplate ? templateId(uri) : resourceId(uri));
}

bool ResourcesView::isTemplateShown() const
{
    return m_shown.startsWith(u"t:"_s);
}

QByteArray ResourcesView::shownTemplate() const
{
    return isTemplateShown() ? m_shown.sliced(2).toUtf8() : QByteArray();
}

QByteArray ResourcesView::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_frame->splitter()->saveState() << m_right->saveState();
    return state;
}

void ResourcesView::restoreState(const QByteArray &state)
{
    QByteArray split;
    QByteArray right;
    QDataStream stream(state);
    stream >> split >> right;
    m_frame->splitter()->restoreState(split);
    m_right->restoreState(right);
}

} // namespace authscope::ui
