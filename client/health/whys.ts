import { lazy } from 'react';

/** The reasons behind numbers: loaded when one is first opened. */
export const ScoreWhy = lazy(() => import('./ScoreWhy.tsx'));
export const ComponentWhy = lazy(() => import('./ComponentWhy.tsx'));
export const RiskWhy = lazy(() => import('./RiskWhy.tsx'));
export const PredictionWhy = lazy(() => import('./PredictionWhy.tsx'));
export const PlaceWhy = lazy(() => import('./PlaceWhy.tsx'));
export const EngagementWhy = lazy(() => import('./EngagementWhy.tsx'));
