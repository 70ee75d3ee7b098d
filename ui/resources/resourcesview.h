// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/entrylist.h"
#include "ui/common/featureframe.h"
#include "ui/resources/contentsview.h"
#include "ui/resources/resourcepanel.h"

#include <QSet>

namespace authscope::ui {

/// What a server has to read: resources and templates, one of them, what it holds.
class ResourcesView : public QWidget {
    Q_OBJECT

public:
    ResourcesView();

    /// In place: what is chosen, typed and read stays while it is still in the list.
    void setLists(const QList<mcp::Resource> &resources, const QList<mcp::ResourceTemplate> &templates);
    void setState(FeatureFrame::State state, const std::optional<base::Error> &error = {});
    void markUpdated(const QByteArray &uri, bool isUpdated); ///< in the list
    void choose(const QByteArray &uri); ///< of a resource or a template
    bool isTemplateShown() const;
    QByteArray shownTemplate() const;

    FeatureFrame *frame() const { return m_frame; }
    ResourcePanel *panel() const { return m_panel; }
    ContentsView *contents() const { return m_contents; }

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void loadRequested();
    void shownChanged(); ///< another resource or template
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void showEntries();
    void showChosen(const QString &id);

    QList<mcp::Resource> m_resources;
    QList<mcp::ResourceTemplate> m_templates;
    QSet<QByteArray> m_updated;
    QString m_shown;
    EntryList *m_list;
    ResourcePanel *m_panel;
    ContentsView *m_contents;
    QSplitter *m_right;
    FeatureFrame *m_frame;
};

} // namespace authscope::ui
