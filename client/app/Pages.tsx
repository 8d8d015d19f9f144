import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes, useParams } from 'react-router';
import { Link } from '../ui/Link.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { useSetting } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import css from './app.module.css';
import { appWords } from './words.ts';

const PortfolioPage = lazy(() => import('../portfolio/PortfolioPage.tsx'));
const GuestsPage = lazy(() => import('../guests/GuestsPage.tsx'));
const GuestPage = lazy(() => import('../customer/GuestPage.tsx'));
const ReportPage = lazy(() => import('../customer/ReportPage.tsx'));
const AlertsPage = lazy(() => import('../alerts/AlertsPage.tsx'));
const SegmentsPage = lazy(() => import('../segments/SegmentsPage.tsx'));
const SegmentPage = lazy(() => import('../segments/SegmentPage.tsx'));
const InterventionsPage = lazy(() => import('../interventions/InterventionsPage.tsx'));
const InterventionPage = lazy(() => import('../interventions/InterventionPage.tsx'));
const ModelPage = lazy(() => import('../model/ModelPage.tsx'));
const DataPage = lazy(() => import('../data/DataPage.tsx'));
const SettingsPage = lazy(() => import('../settings/SettingsPage.tsx'));

/** Which page stands at which address. Each is loaded when it is first opened. */
export function Pages() {
  const { role } = useSetting();
  return (
    <Suspense fallback={<Skeleton height={400} />}>
      <Routes>
        <Route path="/" element={role === 'PARTNER' ? <Navigate to="/customers" replace /> : <PortfolioPage />} />
        <Route path="/customers" element={<GuestsPage />} />
        <Route path="/customers/:id" element={<ToHealth />} />
        <Route path="/customers/:id/profile" element={<ToProfile />} />
        <Route path="/customers/:id/health" element={<GuestPage view="health" />} />
        <Route path="/customers/:id/profile/:tab" element={<GuestPage view="profile" />} />
        <Route path="/customers/:id/report" element={<ReportPage />} />
        <Route path="/alerts" element={<AlertsPage />} />
        <Route path="/segments" element={<SegmentsPage />} />
        <Route path="/segments/:id" element={<SegmentPage />} />
        <Route path="/interventions" element={<InterventionsPage />} />
        <Route path="/interventions/:id" element={<InterventionPage />} />
        <Route path="/model" element={<ModelPage />} />
        <Route path="/data" element={<DataPage />} />
        <Route path="/settings" element={<SettingsPage />} />
        <Route path="/settings/:section" element={<SettingsPage />} />
        <Route path="*" element={<NoSuchPage />} />
      </Routes>
    </Suspense>
  );
}

function ToHealth() {
  const { id = '' } = useParams();
  return <Navigate to={`/customers/${encodeURIComponent(id)}/health`} replace />;
}

function ToProfile() {
  const { id = '' } = useParams();
  return <Navigate to={`/customers/${encodeURIComponent(id)}/profile/completeness`} replace />;
}

function NoSuchPage() {
  const words = useWords(appWords);
  useTitle(words('notFound'));
  return (
    <div className={css.message}>
      <h1>{words('notFound')}</h1>
      <p>{words('notFoundHint')}</p>
      <Link to={{ to: 'guests' }} className={css.plainButton}>
        {words('toGuests')}
      </Link>
    </div>
  );
}
